; What the tests do in GIMP.

(define (picture path)
  (car (gimp-file-load RUN-NONINTERACTIVE path path)))

(define (layer-of image) (car (gimp-image-get-active-layer image)))

(define (newest-image) (vector-ref (cadr (gimp-image-list)) 0))

; The result: 0 a new image, 1 a layer in the enlarged image, 2 a larger layer.
(define (upscale image result)
  (script-fu-mlmc-blind-upscale image (layer-of image) 0 0 0 result 0 1))

(define (save image path)
  (file-png-save RUN-NONINTERACTIVE image (layer-of image) path path
                 0 1 0 0 0 0 0))

; The crop by GIMP itself, as a file for the command line.
(define (save-crop path x y width height crop)
  (let ((image (picture path)))
    (gimp-image-crop image width height x y)
    (save image crop)
    (gimp-image-delete image)))

(define (describe-layer layer port)
  (let ((offsets (gimp-drawable-offsets layer)))
    (for-each (lambda (part) (display part port) (display " " port))
              (list (car offsets) (cadr offsets)
                    (car (gimp-drawable-width layer))
                    (car (gimp-drawable-height layer))
                    (car (gimp-item-get-name layer))))
    (newline port)))

; Writes what there is: the image's size, type, precision, whether it was
; changed, and of each layer where it is, its size and its name.
(define (describe image path)
  (let ((port (open-output-file path)))
    (for-each (lambda (part) (display part port) (display " " port))
              (list (car (gimp-image-width image))
                    (car (gimp-image-height image))
                    (car (gimp-image-base-type image))
                    (car (gimp-image-get-precision image))
                    (if (= (car (gimp-image-is-dirty image)) TRUE)
                        "changed" "unchanged")))
    (newline port)
    (for-each (lambda (layer) (describe-layer layer port))
              (vector->list (cadr (gimp-image-get-layers image))))
    (close-output-port port)))

(define (write-text path text)
  (let ((port (open-output-file path)))
    (display text port)
    (close-output-port port)))

(define (count-images path) (write-text path (car (gimp-image-list))))
